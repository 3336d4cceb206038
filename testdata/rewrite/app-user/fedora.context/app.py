import os

os.makedirs('cache', exist_ok=True)
