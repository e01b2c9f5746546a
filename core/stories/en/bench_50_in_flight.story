@60ms Fourteen clients keep five replicas busy. This run measures how smoothly the page draws.
