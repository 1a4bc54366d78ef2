// Holds the module together until its first file lands.
