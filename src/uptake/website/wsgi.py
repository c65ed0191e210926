"""The entry point for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in uptake.cli, for a server of one's own
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uptake.website.settings")
application = get_wsgi_application()

# What was loaded at the start stays: collecting garbage need not look at it in every request.
gc.collect()
gc.freeze()
