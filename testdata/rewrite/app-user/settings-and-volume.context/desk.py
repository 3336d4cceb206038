import logging

logging.basicConfig(filename='/var/log/desk/desk.log')
