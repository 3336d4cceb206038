FROM python:3.12-slim
# Größe zählt — 日本語のコメント
MAINTAINER Jörg Müller <joerg@example.com>
ENV BEGRÜSSUNG Grüß Gott, 世界
RUN pip install flask && echo "✓ fertig"
CMD python größe.py
