"""Unpacks what pip downloaded for pyspark into a site-packages folder: unpack.py DOWNLOADS SITE_PACKAGES

pip would first compress 450 MB of jars into a wheel and then unpack that again: 30 s that this saves.
"""

import glob
import os
import shutil
import sys
import tarfile
import zipfile

downloads, target = sys.argv[1:]

for path in glob.glob(os.path.join(downloads, "*.whl")):
    with zipfile.ZipFile(path) as wheel:
        wheel.extractall(target)

for path in glob.glob(os.path.join(downloads, "pyspark-*.tar.gz")):
    with tarfile.open(path) as source:
        if hasattr(tarfile, "data_filter"):
            source.extraction_filter = staticmethod(tarfile.data_filter)
        source.extractall(target)
    # The layout of an installed pyspark: what its source distribution keeps in deps/ lies beside the modules.
    root = os.path.join(target, os.path.basename(path).replace(".tar.gz", ""))
    package = os.path.join(target, "pyspark")
    os.rename(os.path.join(root, "pyspark"), package)
    for name in os.listdir(os.path.join(root, "deps")):
        os.rename(os.path.join(root, "deps", name), os.path.join(package, name))
    shutil.rmtree(root)

# A zip keeps no permissions.
for script in glob.glob(os.path.join(target, "pyspark", "bin", "*")):
    os.chmod(script, 0o755)
