import numpy as np


def summary(celsius: list[float]) -> dict:
    values = np.asarray(celsius)
    # the slope of the line through the readings: LAPACK is at work
    slope = np.polyfit(np.arange(values.size), values, 1)[0]
    return {"mean": round(float(values.mean()), 2), "max": float(values.max()), "slope": round(float(slope), 2)}
