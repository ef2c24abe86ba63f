"""The two sample documents written out in the formats offices publish in, one module a format. None imports luodi."""
