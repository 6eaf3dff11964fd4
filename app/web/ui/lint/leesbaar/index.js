// Every rule of this set, by its name.
