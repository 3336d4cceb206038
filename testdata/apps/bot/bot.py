import logging
import os
import signal
import subprocess
import sys
import time
from datetime import datetime

import netifaces
import pytz
import requests
import schedule
import yaml

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(levelname)s %(message)s")
log = logging.getLogger("bot")


def greet(config):
    now = datetime(2024, 12, 24, 6, tzinfo=pytz.utc).astimezone(pytz.timezone(config["zone"]))
    log.info("%s, it is %s", config["greeting"], now.strftime("%H:%M %Z"))


def look_around():
    log.info("interfaces: %s", sorted(netifaces.interfaces()))
    # how much room is left, as the shell sees it
    room = subprocess.run("df -P /bot | tail -n 1 | awk '{ print ($4 > 0) }'", shell=True, capture_output=True, text=True)
    log.info("room: %s", room.stdout.strip() or room.stderr.strip())
    try:
        requests.get("https://localhost:9/", timeout=1)
    except requests.ConnectionError as error:
        log.info("offline: %s", "refused" in str(error))


def main():
    config = yaml.load(open("config.yml"), Loader=yaml.CSafeLoader)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bye"))
    schedule.every(config["every"]).seconds.do(greet, config)
    look_around()
    greet(config)
    while os.environ.get("LOOP"):
        schedule.run_pending()
        time.sleep(0.1)


if __name__ == "__main__":
    main()
