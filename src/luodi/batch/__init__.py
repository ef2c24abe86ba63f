"""Many documents at once: a folder to a folder of plans, on all cores of a machine or on a Dask cluster.

    from luodi.batch import compile_folder
    summary = compile_folder("印发文件", "plans")

Workers are processes of their own: what crashes, hangs or eats the memory costs one document, never the run.
"""

from luodi.batch.folder import Progress, Summary, compile_folder
from luodi.batch.outcome import BatchError, Outcome

__all__ = ["BatchError", "Outcome", "Progress", "Summary", "compile_folder"]
