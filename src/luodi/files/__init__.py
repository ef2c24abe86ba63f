"""Files from outside, opened within bounds: packages, XML, encodings, and what their characters are to a reader."""
