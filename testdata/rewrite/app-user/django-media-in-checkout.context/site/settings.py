from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
MEDIA_ROOT = BASE_DIR / 'site' / 'media'
DATABASES = {'default': {'NAME': BASE_DIR / 'db.sqlite3'}}
