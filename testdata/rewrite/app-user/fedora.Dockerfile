FROM fedora:40
RUN dnf install -y python3 && dnf clean all
WORKDIR /app
COPY app.py .
CMD ["python3", "app.py"]
