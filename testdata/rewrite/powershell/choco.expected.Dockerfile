FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell.exe", "-NoProfile", "-Command"]
RUN choco install -y git; pip install requests
ENV NODE_VERSION=20.11.0
