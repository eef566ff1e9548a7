using System.Text.Json;
using CritiqueCluster.Core.Recipes;
using MessagePack;
using MessagePack.Formatters;

namespace CritiqueCluster.Actors.Serialization;

/// <summary>
/// A recipe travels as the JSON text that people write: keys are names there, so it grows without a table. System.Text.Json
/// with a fixed type constructs nothing else.
/// </summary>
internal sealed class RecipeFormatter : IMessagePackFormatter<Recipe?>
{
    public void Serialize(ref MessagePackWriter writer, Recipe? value, MessagePackSerializerOptions options) =>
        writer.Write(value is null ? null : JsonSerializer.Serialize(value));

    public Recipe? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        try
        {
            return reader.ReadString() is { } json ? JsonSerializer.Deserialize<Recipe>(json) : null;
        }
        catch (JsonException e)
        {
            throw new MessagePackSerializationException("The recipe cannot be read.", e);
        }
    }
}
