import subprocess
subprocess.run(["wget", "-q", "https://example.com/model"])
