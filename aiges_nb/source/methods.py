"""What is known of methods and functions by their names: which change an object, which only look at it."""

from __future__ import annotations

PURE_METHODS = frozenset(
    """
    all any as_posix astype cache_info capitalize
    casefold copy corr count critical debug decode describe dtypes encode endswith
    error exception exists find format get groupby head hexdigest hist index info isalpha isdigit isna isnull items
    iterdir join keys log lower mean memory_usage most_common nunique plot predict predict_proba query read_bytes
    read_text replace rjust round sample score shape show split startswith std strip sum summary tail title to_csv
    to_dict to_excel to_html to_json to_list to_markdown to_numpy to_parquet to_pickle to_string tolist transpose unique
    upper value_counts values warning write_bytes write_text zfill
    """.split()
)
"""Methods that leave their object as it was; called for what they show or write."""

PURE_PREFIXES = ("save", "to_", "tobytes", "is_", "has_", "export")
"""How such methods begin."""

CHANGING_METHODS = frozenset(
    """
    append appendleft clear extend fit fit_generator fit_predict fit_transform load_state_dict partial_fit pop popitem
    popleft register remove setdefault step train train_on_batch update
    """.split()
)
"""Methods that change their object even where the result is used."""

CHANGING_PREFIXES = (
    "add_",
    "fit_",
    "insert_",
    "load_",
    "partial_",
    "register_",
    "remove_",
    "set_",
    "train_",
    "update_",
)
"""How such methods begin, but for `NEW_METHODS`."""
NEW_METHODS = frozenset("add_prefix add_suffix set_axis set_index".split())
"""Methods that sound so and give a new object."""
SETTING_METHODS = frozenset("rc rcdefaults set set_context set_palette set_style set_theme switch_backend use".split())
"""What a module that only shows things is told for good."""

ADDING_METHODS = frozenset("add append appendleft extend insert put register setdefault update".split())
"""Methods after which the object holds what it was given, and which leave that as it was."""

SPARING_METHODS = ADDING_METHODS | frozenset(
    """
    discard fit fit_predict fit_transform get intersection_update join load_state_dict partial_fit pop remove send
    transform write writelines
    """.split()
)
"""Methods that change their own object and leave their arguments alone."""

PURE_CALLS = frozenset(
    """
    abs all any bool bytes callable dict dir display enumerate float format getattr hasattr hash help hex id int
    isinstance issubclass iter len list locals map max min oct ord pprint print range repr reversed round set sorted
    str sum tuple type vars zip
    json.dumps pickle.dumps importlib.reload reload copy.copy copy.deepcopy time.sleep sleep gc.collect
    """.split()
)
CHANGING_CALLS = frozenset(
    """
    next setattr delattr heapq.heappush heapq.heappop heapq.heapify heapq.heapreplace heapq.heappushpop heappush
    heappop heapify random.shuffle shuffle bisect.insort insort operator.setitem
    cv2.arrowedLine cv2.circle cv2.drawContours cv2.drawKeypoints cv2.ellipse cv2.fillPoly cv2.floodFill cv2.line
    cv2.polylines cv2.putText cv2.rectangle np.add.at np.copyto np.fill_diagonal np.place np.put np.putmask
    numpy.add.at numpy.copyto numpy.fill_diagonal numpy.place numpy.put numpy.putmask
    """.split()
)
"""Functions that change their first argument even where the result is used."""

CONTAINERS = frozenset("bytearray dict list set".split())
"""Types whose methods may be called on the type: `dict.update(table, a=1)`."""

SHOWING_MODULES = frozenset({"plt", "pyplot", "sns", "seaborn", "px", "go", "alt", "pprint", "IPython"})
ACCESSORS = frozenset(
    """
    begin children connect cursor get items keys modules named_parameters parameters pop popitem session setdefault
    transaction values
    """.split()
)
GIVING_PREFIXES = ("add_", "create_", "get_", "new_")
SELECTORS = frozenset("at flat iat iloc loc".split())
"""Attributes through which items of their object are set."""
VIEWS = frozenset("dict enumerate filter iter list map next reversed sorted tuple zip".split())
CALLING_VIEWS = frozenset("filter map".split())
"""Those that call what they are given first, when they are read."""
INSIDES = frozenset("getattr vars".split())
"""Functions that give a part of their first argument."""
KEEPING = frozenset(
    """
    asanyarray asarray chain closing compose cycle from_numpy groupby islice memoryview nullcontext partial proxy
    ravel ref reshape squeeze starmap tee view writer
    """.split()
)
"""Functions that sound like no class and whose result works on what they were given."""
KEEPING_PREFIXES = ("make_", "build_", "wrap_")
"""How such functions begin."""
COPIES = frozenset("Counter DataFrame Decimal Fraction OrderedDict Path Series".split())
ENVIRONMENT = frozenset(
    """
    os.environ environ os.putenv os.environ.setdefault os.environ.update os.environ.pop os.chdir sys.path
    sys.modules
    load_dotenv dotenv.load_dotenv
    sys.path.append sys.path.insert sys.path.extend sys.setrecursionlimit locale.setlocale socket.setdefaulttimeout
    """.split()
)
