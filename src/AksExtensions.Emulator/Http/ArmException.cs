namespace AksExtensions.Emulator.Http;

/// <summary>A refusal with its answer.</summary>
internal sealed class ArmException(ArmResponse response) : Exception
{
    public ArmResponse Response { get; } = response;

    public override string Message => $"Answered {Response.Status}.";
}
