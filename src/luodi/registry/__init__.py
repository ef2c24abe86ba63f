"""Dated reference data with sources: bodies and their renames, regions, units. Tables are read when first asked."""

from luodi.registry.bodies import (
    Body,
    Department,
    Identity,
    department_at,
    identify,
    is_department,
    is_group,
    renamed,
    spellings,
    stands_alone,
    work_of,
)
from luodi.registry.regions import (
    Region,
    full_name,
    is_functional_area,
    lineage,
    region,
    region_at,
    region_of,
    regions_named,
)
from luodi.registry.units import Unit, unit_at, unit_of

__all__ = [
    "Body", "Department", "Identity", "Region", "Unit", "department_at", "full_name", "identify", "is_department",
    "is_functional_area", "is_group", "lineage", "region", "region_at", "region_of", "regions_named", "renamed",
    "spellings", "stands_alone", "unit_at", "unit_of", "work_of",
]  # fmt: skip
