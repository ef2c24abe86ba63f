"""The site for a WSGI server: `luodi.web.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.web.settings")
application = get_wsgi_application()
