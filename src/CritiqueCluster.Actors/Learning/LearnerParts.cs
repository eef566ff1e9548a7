using Akka.Actor;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Learning;

/// <summary>What the learner is made of.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Node">Names this process among all that ever were.</param>
/// <param name="MakeLearner">Restores the learner from its newest sound checkpoint, on the device's thread.</param>
/// <param name="ReadTask">Reads from the journal what an iteration is learned from; runs off the device's thread.</param>
/// <param name="RunActor">Is told the progress and the time spent.</param>
/// <param name="Announcements">The publish-subscribe mediator.</param>
/// <param name="Offer">Lets others have a version that lies in a folder, and says where; null: they can read the folder.</param>
/// <param name="Known">Base models, and the folders here that they lie in.</param>
internal sealed record LearnerParts(
    string Run, string Node, Func<ILearner> MakeLearner, Func<int, Task<LearningTask>> ReadTask, IActorRef RunActor, IActorRef Announcements,
    Func<ParameterVersion, string, Uri>? Offer = null, IReadOnlyList<ParametersAnnounced>? Known = null)
    : INoSerializationVerificationNeeded;
