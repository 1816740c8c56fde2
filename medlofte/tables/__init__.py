"""The columns, units and checks of every frame that passes between steps; stated once, checked once."""

from medlofte.tables.contract import *
from medlofte.tables.observed import *
from medlofte.tables.pictures import *
from medlofte.tables.private import *
from medlofte.tables.promised import *
from medlofte.tables.published import *
