FROM python:3.12-slim
# Größe zählt — 日本語のコメント
LABEL org.opencontainers.image.authors="Jörg Müller <joerg@example.com>"
ENV BEGRÜSSUNG="Grüß Gott, 世界"
RUN pip install --no-cache-dir flask && echo "✓ fertig"
CMD ["python", "größe.py"]
