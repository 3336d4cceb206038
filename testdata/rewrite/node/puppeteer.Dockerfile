FROM node:18-slim
RUN apt-get update \
    && apt-get install -y wget gnupg \
    && wget -q -O - https://dl.example.com/linux/signing.key | apt-key add - \
    && sh -c 'echo "deb [arch=amd64] http://dl.example.com/linux/browser/deb/ stable main" >> /etc/apt/sources.list.d/browser.list' \
    && apt-get update \
    && apt-get install -y browser-stable fonts-ipafont-gothic fonts-freefont-ttf \
      --no-install-recommends \
    && rm -rf /var/lib/apt/lists/*
COPY package.json .
RUN npm i
ENTRYPOINT node index.js
