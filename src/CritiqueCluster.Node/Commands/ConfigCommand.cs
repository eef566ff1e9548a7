using System.CommandLine;
using System.Text.Json.Nodes;

using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique config show|schema</c>.</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal) => new("config", "Look at recipes.")
    {
        Show(terminal),
        Schema(terminal),
    };

    private static Command Show(Terminal terminal)
    {
        var arguments = new RecipeArguments();
        var json = JsonOption.Create();
        var command = new Command("show", "The recipe as a run would see it, and where each value comes from that is not the default.") { json };
        arguments.AddTo(command);
        command.SetAction(parsed =>
        {
            var resolved = arguments.Resolve(parsed);
            if (parsed.GetValue(json))
                terminal.WriteJson(Document(resolved));
            else
                terminal.Output.Write(RecipeText.Write(resolved));
        });
        return command;
    }

    private static Command Schema(Terminal terminal)
    {
        var command = new Command("schema", "The JSON schema of recipes: every key, its type, limits, default and meaning.") { JsonOption.Create() };
        command.SetAction(_ => terminal.WriteJson(RecipeSchema.Create()));
        return command;
    }

    private static JsonObject Document(ResolvedRecipe resolved) => new()
    {
        ["recipe"] = RecipeJson.ToNode(resolved.Recipe),
        ["origins"] = new JsonObject(resolved.Origins.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    };
}
