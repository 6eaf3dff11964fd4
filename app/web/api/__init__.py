"""The API for other systems, under /api/v1: tokens, problems, requests that count once, a description."""
