FROM mcr.microsoft.com/dotnet/sdk:8.0-nanoserver-ltsc2022 as Build
WORKDIR C:\src
COPY . .
RUN dotnet publish -c Release -o C:\out

FROM mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-ltsc2022
WORKDIR C:\app
COPY --from=Build C:\out .
ENTRYPOINT ["dotnet", "App.dll"]
