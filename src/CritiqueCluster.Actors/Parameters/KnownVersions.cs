using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Parameters;

/// <summary>
/// What a node knows of versions and of where they are: the newest of each model, and those known from the start. A step is what the learner
/// last said that it is; who has something else under its name is not asked for it.
/// </summary>
internal sealed class KnownVersions
{
    /// <summary>How many versions of a model are remembered, besides those known from the start; the learner knows the others.</summary>
    public const int Most = 16;

    private readonly HashSet<ParameterVersion> _always = [];
    private readonly Dictionary<(string Model, int Step), Known> _known = [];

    /// <param name="always">Known from the start, and never forgotten.</param>
    public KnownVersions(IEnumerable<ParametersAnnounced> always)
    {
        foreach (var known in always)
        {
            _always.Add(known.Version);
            Add(known);
        }
    }

    /// <summary>The learner says where it has a version.</summary>
    /// <returns>Whether it is the newest of its model.</returns>
    public bool Add(ParametersAnnounced announced)
    {
        var (version, origin) = (announced.Version, UriOf(announced.Location));
        if (origin is null)
            return false;
        var known = Of(version);
        if (known.Version != version || known.Locations?.Origin != origin)
        {
            var peers = known.Hints.Where(hint => hint.Version == version).Select(hint => UriOf(hint.Location)).OfType<Uri>();
            (known.Version, known.Locations) = (version, new ParameterLocations(origin, peers));
        }
        Forget(version);
        return _known.Keys.Where(key => key.Model == version.Model).Max(key => key.Step) == version.Step;
    }

    /// <summary>Somebody says that they have a version, perhaps before the learner's word is here.</summary>
    public void Add(ParametersHeld held)
    {
        if (UriOf(held.Location) is not { } peer)
            return;
        var known = Of(held.Version);
        if (known.Hints.Count < ParameterLocations.Most)
            known.Hints.Add(held);
        if (known.Version == held.Version)
            known.Locations!.Add(peer);
        Forget(held.Version);
    }

    /// <summary>What a step is; null if the learner has not said.</summary>
    public ParameterVersion? Find(string model, int step) => _known.GetValueOrDefault((model, step))?.Version;

    /// <summary>The newest that the learner has spoken of; null if it has not of any.</summary>
    public ParameterVersion? Newest(string model) => _known.Values.Select(known => known.Version).Where(version => version?.Model == model).MaxBy(version => version!.Step);

    /// <summary>Where a version is that was found; it grows as others say that they have it.</summary>
    public ParameterLocations LocationsOf(ParameterVersion version) => _known[(version.Model, version.Step)].Locations!;

    private static Uri? UriOf(string location) => Uri.TryCreate(location, UriKind.Absolute, out var uri) ? uri : null;

    private Known Of(ParameterVersion version)
    {
        if (!_known.TryGetValue((version.Model, version.Step), out var known))
            _known.Add((version.Model, version.Step), known = new());
        return known;
    }

    private void Forget(ParameterVersion but)
    {
        var old = _known.Where(known => known.Key.Model == but.Model && known.Key.Step != but.Step && (known.Value.Version is null || !_always.Contains(known.Value.Version)))
            .Select(known => known.Key).OrderByDescending(key => key.Step).Skip(Most - 1).ToList();
        foreach (var key in old)
            _known.Remove(key);
    }

    private sealed class Known
    {
        public ParameterVersion? Version { get; set; }

        public ParameterLocations? Locations { get; set; }

        public HashSet<ParametersHeld> Hints { get; } = [];
    }
}
