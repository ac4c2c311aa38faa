# trap: in a cell with the authoring magic the SDK's names need no import
# given: StringBodyField WrapperBase
# %%
%%aiges_wrapper
class Request:  # kept
    text = StringBodyField(key="text", value=b"a")
class Wrapper(WrapperBase):  # kept
    requestCls = Request()
    def answer(self):
        return self.requestCls.text.key
