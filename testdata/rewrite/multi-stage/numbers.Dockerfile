FROM maven:3.9-eclipse-temurin-17
WORKDIR /build
COPY . .
RUN mvn -q package

FROM eclipse-temurin:17-jre
COPY --from=0 /build/target/app.jar /app.jar
ENTRYPOINT java -jar /app.jar
