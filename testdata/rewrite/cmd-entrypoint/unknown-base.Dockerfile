FROM registry.example.com/base/app:3
CMD run-app --fast
