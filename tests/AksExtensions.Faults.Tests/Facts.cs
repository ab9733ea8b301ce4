using AksExtensions.Emulator.Resources;

namespace AksExtensions.Faults.Tests;

/// <summary>The facts after a case.</summary>
/// <param name="Cell">The case.</param>
/// <param name="Result">What the command gave: an object, a word, or an exception.</param>
/// <param name="Elapsed">How long it took, in virtual time.</param>
/// <param name="Requests">How many requests the emulator received.</param>
/// <param name="WasUnbounded">Whether a body was read beyond all measure.</param>
/// <param name="Told">What the command told its user on the way.</param>
/// <param name="Operations">The operations that it started in Azure.</param>
/// <param name="Before">The instance as it was; null when there was none.</param>
/// <param name="After">The instance as it is; null when there is none.</param>
internal sealed record Facts(
    Cell Cell,
    object Result,
    TimeSpan Elapsed,
    int Requests,
    bool WasUnbounded,
    IReadOnlyList<string> Told,
    IReadOnlyList<Emulator.Resources.ExtensionOperation> Operations,
    Extension? Before,
    Extension? After);
