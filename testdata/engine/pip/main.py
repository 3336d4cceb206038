import six, itsdangerous
print(six.__version__)
