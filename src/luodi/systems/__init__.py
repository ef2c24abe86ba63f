"""Models of the systems that plans call for, each a package: functions, inputs with their sources, kernels."""
