"""The life of a demo: about two years in which invented people come, go and are worked for, from a seed.

`plan` says when and how many, `newcomers` and `extracts` what the register sends, `stories` and `fates` what
becomes of each person, `desk`, `post` and `returns` what colleagues do,
`life` lets it all happen in order of time.
"""
