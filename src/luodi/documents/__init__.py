"""Documents in: bytes of any usual format to one text whose every character knows its place."""
