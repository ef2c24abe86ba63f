"""动力电池: packs in use, replaced, in second life and retired, and the nickel, cobalt, lithium and manganese in them.

Energy is that of packs as they were built; an element is what its chemistry holds of it. Everything that enters is in
use, in second life, recovered, lost in the process or gone through other channels: `element_imbalance` is the
certificate of that, for every year, element and draw.
"""
