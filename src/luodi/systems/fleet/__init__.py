"""车队: new-energy vehicles by class and powertrain, what they take from the grid, the chargers that they imply.

Inflow-driven: what a province builds, the share of it registered there, and who registers it. The classes are private
cars and the public fleets that plans name (公务用车、城市公交、出租、环卫、快递邮政、城市配送、机场、特定场景重型货车).
"""
