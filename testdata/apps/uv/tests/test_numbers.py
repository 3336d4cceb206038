from thermo.numbers import summary


def test_slope():
    assert summary([1, 2, 3]) == {"mean": 2.0, "max": 3.0, "slope": 1.0}
