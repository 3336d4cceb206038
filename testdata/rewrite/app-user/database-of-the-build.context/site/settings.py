DATABASES = {'default': {'NAME': 'db.sqlite3'}}
