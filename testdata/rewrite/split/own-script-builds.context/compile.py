from Cython.Build import cythonize
cythonize("fast.pyx")
