// Holds the target together until its first file lands.
