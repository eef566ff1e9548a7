using System.Text.Json.Nodes;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Models;

/// <summary>
/// The rotary embedding's settings in a <c>config.json</c>. transformers 4 writes <c>rope_theta</c> and <c>rope_scaling</c>, transformers 5
/// writes both into <c>rope_parameters</c>, for some models one object for each type of layer. A setting that changes the computation
/// and is not supported is an error: a default in its place would give another model.
/// </summary>
/// <param name="Theta">Base of the frequencies.</param>
/// <param name="Scaling">How the frequencies are stretched; null: not at all.</param>
internal readonly record struct RopeSettings(double Theta, RopeScaling? Scaling)
{
    /// <summary>The key of transformers 5.</summary>
    public const string New = "rope_parameters";

    /// <summary>The key of transformers 4.</summary>
    public const string Old = "rope_scaling";

    /// <summary>The base of the frequencies, in an object of its own or beside it.</summary>
    public const string ThetaKey = "rope_theta";

    private const double DefaultTheta = 10000;
    private const string Fraction = "partial_rotary_factor";

    private static readonly HashSet<string> Outer = [New, Old, ThetaKey, Fraction];

    private static readonly HashSet<string> Inner =
    [
        "rope_type", "type", ThetaKey, Fraction, "factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings", "attention_factor",
    ];

    /// <summary>Reads the settings of a whole <c>config.json</c>.</summary>
    /// <exception cref="ConfigurationException">A setting is wrong or not supported, or two contradict each other.</exception>
    public static RopeSettings Read(JsonKeys keys)
    {
        foreach (var key in keys.Object.Select(pair => pair.Key).Where(key => IsRotary(key) && !Outer.Contains(key) && !IsOff(keys.Object[key])))
            throw keys.Wrong(key, "is a rotary setting that is not supported");
        RefusePartial(keys);
        var (newer, older) = (Flat(keys, New), Flat(keys, Old));
        Agree(keys, ScalingOf(newer), ScalingOf(older), New, Old, newer is not null && older is not null);
        var outer = ThetaOf(keys);
        Agree(keys, ThetaOf(newer), ThetaOf(older), New, Old);
        Agree(keys, ThetaOf(newer), outer, New, ThetaKey);
        Agree(keys, ThetaOf(older), outer, Old, ThetaKey);
        return new RopeSettings(ThetaOf(newer) ?? ThetaOf(older) ?? outer ?? DefaultTheta, ScalingOf(newer ?? older));
    }

    private static bool IsRotary(string key) =>
        key.StartsWith("rope_", StringComparison.Ordinal) || key.StartsWith("rotary_", StringComparison.Ordinal);

    private static bool IsOff(JsonNode? value) => value is null || (value is JsonValue scalar && scalar.TryGetValue<bool>(out var on) && !on);

    /// <summary>The object of a key; where it has an object for each type of layer, the one that all of them are.</summary>
    private static JsonKeys? Flat(JsonKeys keys, string key)
    {
        if (keys.Child(key) is not { } child)
            return null;
        var layers = child.Object.Where(pair => pair.Value is JsonObject).ToList();
        if (layers.Count == 0)
            return Checked(child);
        if (child.Object.Any(pair => pair.Value is not null and not JsonObject))
            throw keys.Wrong(key, "must be either one object of settings or one for each type of layer");
        if (layers.Any(layer => !JsonNode.DeepEquals(layer.Value, layers[0].Value)))
            throw keys.Wrong(key, "must be the same for every type of layer; others are not supported");
        return Checked(child.Child(layers[0].Key)!.Value);
    }

    private static JsonKeys Checked(JsonKeys keys)
    {
        foreach (var (key, value) in keys.Object)
            if (!Inner.Contains(key) && !IsOff(value))
                throw keys.Wrong(key, "is a rotary setting that is not supported");
        RefusePartial(keys);
        if (keys.Number("attention_factor", 1) != 1)
            throw keys.Wrong("attention_factor", "must be 1; scaled attention is not supported");
        return keys;
    }

    private static void RefusePartial(JsonKeys keys)
    {
        if (keys.Number(Fraction, 1) != 1)
            throw keys.Wrong(Fraction, "must be 1; a rotary embedding of a part of the head is not supported");
    }

    private static double? ThetaOf(JsonKeys? keys) => keys is { } known && known.Has(ThetaKey) ? known.PositiveNumber(ThetaKey) : null;

    private static void Agree<T>(JsonKeys keys, T? first, T? second, string one, string other, bool always = false)
    {
        if ((always || (first is not null && second is not null)) && !Equals(first, second))
            throw new ConfigurationException(
                $"{keys.File}: '{one}' ({keys.Object[one]!.ToJsonString()}) and '{other}' ({keys.Object[other]!.ToJsonString()}) contradict each other: keep the one that the model was trained with.");
    }

    private static RopeScaling? ScalingOf(JsonKeys? scaling)
    {
        if (scaling is not { } keys)
            return null;
        switch (TypeOf(keys))
        {
            case "default":
                return null;
            case "linear":
                return new LinearRopeScaling(Factor(keys));
            case "llama3":
                var low = keys.PositiveNumber("low_freq_factor");
                var high = keys.PositiveNumber("high_freq_factor");
                if (high <= low)
                    throw keys.Wrong("high_freq_factor", $"must be more than low_freq_factor, {low}");
                return new Llama3RopeScaling(Factor(keys), low, high, keys.PositiveInteger("original_max_position_embeddings"));
            default:
                throw keys.Wrong(keys.Has("rope_type") ? "rope_type" : "type", "must be \"default\", \"linear\" or \"llama3\"; other rope scaling is not supported");
        }
    }

    private static string TypeOf(JsonKeys keys)
    {
        var (type, older) = (keys.Text("rope_type"), keys.Text("type"));
        if (type is not null && older is not null && type != older)
            throw keys.Wrong("rope_type", $"contradicts 'type', which is \"{older}\": keep one of them");
        if (type is null && older is null && keys.Has("factor"))
            throw keys.Missing("rope_type");
        return type ?? older ?? "default";
    }

    private static double Factor(JsonKeys keys)
    {
        var factor = keys.Number("factor");
        return factor >= 1 ? factor : throw keys.Wrong("factor", "must be at least 1");
    }
}
