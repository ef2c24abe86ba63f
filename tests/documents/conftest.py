"""What reads images is tested where the extra `ocr` is installed."""

from luodi.documents import scan

collect_ignore = [] if scan.available() else ["test_scan.py"]
