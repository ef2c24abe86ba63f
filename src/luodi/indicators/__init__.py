"""Measuring a plan: published values, where each target stands, and what the plan's figures say of each other."""

from luodi.indicators.assess import assess
from luodi.indicators.assessment import Assessment, Assessments, Verdict
from luodi.indicators.observation import Observation
from luodi.indicators.observations import Observations

__all__ = ["Assessment", "Assessments", "Observation", "Observations", "Verdict", "assess"]
