using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>One area of Azure Resource Manager. State is in memory, so that answering never waits.</summary>
internal interface IArmEndpoint
{
    /// <summary>The answer; null when the path is not of this area. Refusals may be thrown as <see cref="ArmException"/>.</summary>
    ArmResponse? Answer(ArmRequest request);
}
