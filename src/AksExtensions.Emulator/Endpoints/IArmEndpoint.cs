using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>One area of Azure Resource Manager. The state is in memory, so answers are synchronous.</summary>
internal interface IArmEndpoint
{
    /// <summary>Returns the answer; null when the path belongs to another area. Can refuse with an <see cref="ArmException"/>.</summary>
    ArmResponse? Answer(ArmRequest request);
}
