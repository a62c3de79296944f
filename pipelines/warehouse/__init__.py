"""The only opener of DuckDB: raw records in, staging and marts within, published files out.

``Warehouse`` is the pipeline's, one process at a time; ``published.Published`` is for those who only look.
"""

from pipelines.warehouse.store import Warehouse

__all__ = ["Warehouse"]
