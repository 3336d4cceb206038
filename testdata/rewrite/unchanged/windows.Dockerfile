# escape=`
FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
WORKDIR C:\app
COPY app.exe .
RUN mkdir C:\data && `
    mkdir C:\logs
CMD ["app.exe"]
