# %%
from codeproject_ai_sdk import ModuleRunner, RequestData


class Files_adapter(ModuleRunner):
    """Takes a picture and a few numbers, as most modules do."""

    ModuleId = "Files"
    RouteMaps = [
        {
            "Name": "Look",
            "Route": "image/look",
            "Command": "look",
            "Inputs": [
                {"Name": "image", "Type": "File"},
                {"Name": "max", "Type": "Integer", "DefaultValue": "3", "MinValue": "1", "MaxValue": "9"},
                {"Name": "heat", "Type": "Float", "DefaultValue": 0.5},
                {"Name": "loud", "Type": "Boolean", "DefaultValue": "True"},
                {"Name": "more", "Type": "Object"},
            ],
            "Outputs": [{"Name": "success", "Type": "Boolean"}, {"Name": "sizes", "Type": "Object"}],
        },
    ]

    def initialise(self):
        pass

    def process(self, data: RequestData):
        sizes = [len(data.get_file_bytes(number)) for number in range(len(data.files))]
        return {"success": True, "sizes": sizes, "max": data.get_int("max", 3), "heat": data.get_float("heat", 0.5)}
