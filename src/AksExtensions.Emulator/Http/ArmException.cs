namespace AksExtensions.Emulator.Http;

/// <summary>A refusal: carries the answer that says so.</summary>
internal sealed class ArmException(ArmResponse response) : Exception
{
    public ArmResponse Response { get; } = response;

    public override string Message => $"Answered {Response.Status}.";
}
