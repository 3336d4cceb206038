FROM python:3.12-slim
COPY setup.sh /opt/setup/
RUN sh /opt/setup/setup.sh
RUN rm -rf /opt/setup
